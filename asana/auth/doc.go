// Package auth decides who is calling: sign-in with sessions for pages, personal access tokens and Asana
// Connect (OAuth 2.0) for programs. Its pages and endpoints live under /-/.
//
// # Sessions and links
//
// A browser's session names a session of the platform (asana/session.go) and is worth nothing without it. So
// sessions can be listed, and ended by whatever the domain decides, without reading what browsers hold.
//
// /-/welcome, /-/join and /-/reset are reached by one-time links (asana/link.go). Only the POST uses a link up:
// programs that look at links in messages do no harm.
//
// # Asana Connect
//
// The protocol is fosite's; what it keeps is ours (grantstore.go). One run of the flow is a grant, and all
// that is ever issued from it is the grant's family:
//
//	consent ──► code ──exchange──► access token  (1 hour)
//	              │                refresh token ──refresh──► access token, refresh token ──► …
//	              │                      │
//	              └──── used a second time ────► the grant is revoked, and with it the whole family
//
// A code or refresh token that comes a second time was stolen, or its thief was faster; nobody can tell which,
// so both lose. That also holds for two uses at the same moment: at most one is answered with tokens, and what
// it got is dead. A failed client authentication uses nothing up: golang.org/x/oauth2 tries Basic
// authentication first and then sends the same code again with the credentials in the body.
//
// What a person allowed an app is remembered per person and app (oauth_consents) and asked again only when
// the app wants more. Taking it back ends every grant of that person to that app.
//
// Access tokens, refresh tokens and codes are 256 random bits, of which the tables keep the SHA-256. They are
// not signed: a random text of which only the hash is stored proves as much as a signature would.
//
// # OpenID Connect
//
// With the scope openid the answer that brings an access token also brings an ID token, by which another service
// knows who signed in. It is signed with a key of the keyring (keyring.go); the public halves and all a client
// has to know are published (openid.go). The platform is an issuer under two names, because strict clients
// insist that an issuer be the address its discovery document lies under. ID tokens come from the token endpoint
// only, never by a redirect: what stands in an address leaks.
//
// Source of the addresses, parameters and answers: https://developers.asana.com/docs/oauth and
// https://developers.asana.com/docs/openid-connect; of the rest, OpenID Connect Core 1.0 and Discovery 1.0.
package auth
