// Tells that somebody is there, and asks before it locks. Typing counts; the strip's polling does not.
const ASK_BEFORE = 60;
const TELL_EVERY = 30;

export function watchIdle({ dataset: data }) {
  const limit = Number(data.idleSeconds);
  const dialog = document.getElementById("idle");
  if (!limit || !dialog) return;
  const others = new BroadcastChannel("presence");
  const now = () => Date.now() / 1000;
  let seen = now();
  let told = now();

  const tell = () => {
    told = now();
    fetch(data.idleAlive, { method: "POST", headers: { "X-CSRF": data.csrf } })
      .then((answer) => { if (answer.status === 423) leave(); })
      .catch(() => {});
  };
  let typed; // the form without a draft typed in last
  const leave = async () => {
    const form = typed;
    typed = null;
    if (form) {
      const held = new FormData(form);
      held.set("_path", form.getAttribute("action") ?? location.pathname);
      await fetch(data.idleKeep, { method: "POST", body: held, keepalive: true }).catch(() => {});
    }
    location.replace(data.idleLocked);
  };
  const here = () => {
    if (dialog.open) return;
    seen = now();
    others.postMessage("here");
    if (seen - told >= TELL_EVERY) tell();
  };
  if (data.idleKeep) addEventListener("input", ({ target: { form } }) => {
    if (form?.method === "post" && !form.dataset.draft) typed = form;
  });
  others.onmessage = () => { seen = now(); if (dialog.open) dialog.close(); };
  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, here, { passive: true, capture: true });
  const stay = () => { seen = now(); others.postMessage("here"); tell(); };
  dialog.querySelector("[data-idle-stay]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", stay);

  setInterval(() => {
    const left = limit - (now() - seen);
    if (left <= 0) leave();
    else if (left <= ASK_BEFORE && !dialog.open) dialog.showModal();
  }, 1000);
}
