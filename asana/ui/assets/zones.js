// Offers the time zones the browser knows.
const input = document.querySelector("[data-zones]");
for (const zone of Intl.supportedValuesOf?.("timeZone") ?? []) input.list.append(new Option(zone, zone));
