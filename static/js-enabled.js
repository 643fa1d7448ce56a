// Says on <body> that scripts run, before the modules arrive, so that nothing jumps. Loaded as a classic script.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
