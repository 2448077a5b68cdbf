// Starts what a page uses. Everything here only makes quicker what works without it.
import { start } from "./vendor/govuk.js";
import { watchConditions } from "./asked.js";
import { watchDrafts } from "./draft.js";
import { watchIdle } from "./idle.js";
import { watchLength } from "./length.js";
import { watchKeys } from "./shortcuts.js";
import { watchPrinting } from "./print.js";

watchConditions(document);
watchDrafts(document);
watchIdle(document.body);
watchKeys(document);
watchLength(document);
watchPrinting(document);

document.querySelector("[data-focus]")?.focus();

// A page taken out of the browser's memory would show what was hidden by locking.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

document.addEventListener("htmx:after:swap", (event) => {
  const piece = event.target instanceof Element ? event.target : document;
  start(piece);
  piece.querySelector(".govuk-error-summary")?.focus();
});

// The program locked itself meanwhile: nothing of the page stays on screen.
document.addEventListener("htmx:response:error", (event) => {
  const locked = document.body.dataset.idleLocked;
  if (event.detail.ctx.response.status === 423 && locked) location.replace(locked);
});
