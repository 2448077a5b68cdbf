// Questions that are asked in one case only wait until it holds; one that holds an answer or a problem is never hidden.
export function watchConditions(document) {
  const asked = [...document.querySelectorAll("[data-asked-key]")];
  const settle = () => asked.forEach((question) => {
    question.toggleAttribute("data-asked-now", isAsked(question));
    question.hidden = !isAsked(question) && !holds(question);
  });
  if (asked.length) document.addEventListener("change", settle);
  settle();
}

function isAsked(question) {
  const { askedKey, askedValues } = question.dataset;
  const boxes = document.querySelectorAll(`[name="${askedKey}"], [name^="${askedKey}."]`);
  const given = answersOf(boxes).filter((value) => !value.startsWith("none:"));
  return askedValues ? given.some((value) => askedValues.split("|").includes(value)) : given.length > 0;
}

const holds = (question) => question.querySelector(".govuk-error-message")
  || answersOf(question.querySelectorAll("input, select, textarea")).length > 0;

const answersOf = (boxes) => [...boxes]
  .filter((box) => box.type !== "hidden" && (box.checked || !["radio", "checkbox"].includes(box.type)))
  .map((box) => box.value).filter(Boolean);
