// F2 search; Ctrl+S saves the draft now; Shift three times within a second and a half hides and locks.
const LOCK_PRESSES = 3;
const LOCK_WITHIN = 1500;

export function watchKeys(document) {
  let shifts = [];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift" && !event.repeat) {
      shifts = [...shifts, event.timeStamp].filter((at) => event.timeStamp - at < LOCK_WITHIN);
      if (shifts.length >= LOCK_PRESSES) document.getElementById("lock")?.requestSubmit();
      return;
    }
    shifts = [];
    if (event.key === "F2") search(event);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") save(event);
  });
}

function search(event) {
  const box = document.querySelector("[data-search-box]");
  const address = document.body.dataset.search;
  if (!box && !address) return;
  event.preventDefault();
  if (box) box.focus();
  else location.assign(address);
}

function save(event) {
  event.preventDefault();
  const form = document.querySelector("form[data-draft]");
  if (form) window.htmx.trigger(form, "hw:draft");
}
