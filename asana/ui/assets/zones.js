// Offers the time zones the browser knows, and its own where none is set.
const input = document.querySelector("[data-zones]");
for (const zone of Intl.supportedValuesOf?.("timeZone") ?? []) input.list.append(new Option(zone, zone));
input.placeholder = Intl.DateTimeFormat().resolvedOptions().timeZone ?? input.placeholder;
