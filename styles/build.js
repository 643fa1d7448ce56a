// Compiles the style sheet and copies the browser modules and icons into static/built (npm run build).
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "static", "built");
const govuk = join(root, "node_modules", "govuk-frontend", "dist", "govuk");
const moj = join(root, "node_modules", "@ministryofjustice", "frontend", "moj");

const icons = [
  "icon-close-cross-black.svg",
  "icon-document.svg",
  "icon-tag-remove-cross.svg",
  "icon-tag-remove-cross-white.svg",
  "icon-toggle-plus-minus.svg",
];

await rm(built, { recursive: true, force: true });
await mkdir(join(built, "images"), { recursive: true });

const { css } = sass.compile(join(root, "styles", "site.scss"), {
  loadPaths: [root],
  style: "compressed",
  quietDeps: true,
});
await writeFile(join(built, "site.css"), css);

await cp(join(govuk, "govuk-frontend.min.js"), join(built, "govuk-frontend.js"));
for (const name of ["multi-select", "filter-toggle-button"]) {
  await cp(join(moj, "components", name, `${name}.bundle.mjs`), join(built, `${name}.js`));
}
for (const icon of icons) {
  await cp(join(moj, "assets", "images", icon), join(built, "images", icon));
}
console.log(`static/built/site.css: ${Math.round(css.length / 1024)} KB`);
