// Tells the form which time zone the browser is in.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
for (const input of document.querySelectorAll("input[data-zone]")) input.value = zone;
