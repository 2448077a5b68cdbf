// A button that is held for two seconds, by pointer, Space or Enter; a short press does nothing but say so.
const HOLD_MS = 2000;

// The page that has one loads this; no other does.
const HELD = "button[data-hold]";

function hold(button) {
  let timer = null;
  const begin = () => {
    if (timer !== null) return;
    button.classList.add("hw-held");
    timer = setTimeout(() => submit(button), HOLD_MS);
  };
  const end = () => {
    clearTimeout(timer);
    timer = null;
    button.classList.remove("hw-held");
  };
  button.addEventListener("click", (event) => event.preventDefault());
  button.addEventListener("pointerdown", (event) => { if (event.button === 0) begin(); });
  for (const kind of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) button.addEventListener(kind, end);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) begin();
  });
}

function submit(button) {
  const sure = document.createElement("input");
  sure.type = "hidden";
  sure.name = button.dataset.hold;
  sure.value = button.dataset.holdValue;
  button.form.append(sure);
  button.disabled = true;
  button.form.submit();
}

for (const button of document.querySelectorAll(HELD)) hold(button);
