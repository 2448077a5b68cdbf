// Typing is never lost: htmx saves the draft while one types; this saves on leaving the page and says when it could not.
export function watchDrafts(document) {
  for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
}

function watch(form) {
  let dirty = false;
  let leaving = false;
  const note = () => document.getElementById("draft-note");
  const failed = (is) => { const words = note()?.querySelector(".hw-draft__failed"); if (words) words.hidden = !is; };

  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { leaving = true; });
  form.addEventListener("htmx:config:request", (event) => { if (leaving) event.preventDefault(); });
  form.addEventListener("htmx:before:request", () => { dirty = false; });
  const notSaved = () => { dirty = true; failed(true); };
  form.addEventListener("htmx:error", notSaved);
  form.addEventListener("htmx:response:error", notSaved);

  addEventListener("pagehide", () => {
    if (!dirty || leaving) return;
    const body = new FormData(form);
    body.set("_do", "draft");
    navigator.sendBeacon(form.dataset.draft, body);
  });
  addEventListener("pageshow", () => { leaving = false; });
}
