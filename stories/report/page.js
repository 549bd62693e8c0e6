// Shows the stories that the filters ask for, and says how many those are.
const form = document.querySelector(".filters");
const stories = [...document.querySelectorAll(".story")];
const told = form.querySelector("output");
const unfold = form.elements.unfold;

function show() {
  const { behaviour, verdict, words } = form.elements;
  const asked = words.value.trim().toLowerCase();
  let count = 0;
  for (const story of stories) {
    const fits =
      (!behaviour.value || story.dataset.behaviour === behaviour.value) &&
      (!verdict.value || story.dataset.verdict === verdict.value) &&
      (!asked || story.textContent.toLowerCase().includes(asked));
    story.hidden = !fits;
    count += fits;
  }
  for (const section of document.querySelectorAll(".behaviour")) {
    section.hidden = !section.querySelector(".story:not([hidden])");
  }
  told.textContent = `${count} of ${stories.length} stories`;
}

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
unfold.addEventListener("click", () => {
  const open = unfold.getAttribute("aria-pressed") !== "true";
  unfold.setAttribute("aria-pressed", String(open));
  unfold.textContent = open ? "Fold all" : "Unfold all";
  for (const story of stories) story.open = open;
});
// A link to a story unfolds it.
function follow() {
  const story = document.querySelector(location.hash || "main");
  if (story?.matches(".story")) story.open = true;
}
window.addEventListener("hashchange", follow);
if (location.hash) follow();
