// Package appcomponents holds what the two ends of Asana's App Components
// protocol share: the messages, their limits and their signature. The host
// (package apphost) and an app server both compile against it, and neither
// learns anything else about the other.
//
// The protocol in one paragraph: the host calls addresses the app registered.
// A read is a GET whose raw query string is signed, a write is a POST whose
// body is {"data": "<JSON text>"} and whose data string is signed; the
// signature is HMAC-SHA256 under the app's client secret, in hex, in the header
// X-Asana-Request-Signature. Every message expires. The app answers 200 with a
// form, a widget, a list or a resource, or another status with {"error": text}.
//
// Everything here is a type or a pure function. Optional properties are left
// out, never null: Asana's renderer refuses a null
// (https://developers.asana.com/docs/overview-of-app-components).
package appcomponents
