// Starts the components that are better with a script. Every page works without this file.
import { createAll, initAll } from "./built/govuk-frontend.js";
import { FilterToggleButton } from "./built/filter-toggle-button.js";
import { MultiSelect } from "./built/multi-select.js";

initAll();
createAll(FilterToggleButton, { startHidden: false }); // beside the list on a wide screen, folded on a narrow one
createAll(MultiSelect);

// MOJ's multi-select names its header box in English only; the page says it in its own language.
for (const table of document.querySelectorAll("[data-select-all]")) {
  const name = table.querySelector(".moj-multi-select__toggle-label span");
  if (name) name.textContent = table.dataset.selectAll;
}
