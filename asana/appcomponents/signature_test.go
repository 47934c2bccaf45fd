package appcomponents_test

import (
	"testing"

	"pgregory.net/rapid"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
)

const vectorSecret = "6572195638271537892521"

// The signatures were computed with openssl dgst -sha256 -hmac.
var vectors = map[string]struct{ text, signature string }{
	"GET": {
		"workspace=12345&task=23456&user=34567&attachment=45678&expires_at=2035-10-05T14%3A48%3A00.000Z&resource_url=https%3A%2F%2Ftracker.example.com%2Fbrowse%2FCP-1",
		"f55435cdce970246d141cfb3d152a10c7896bb0b5cc7416b8be447e0cd339686",
	},
	"POST": {
		`{"task":"23456","query":"CP-1","workspace":"12345","user":"34567","attachment":"45678","expires_at":"2035-10-05T14:48:00.000Z"}`,
		"fd61f5f05093804d66f59fc43fb67858533b5a84165d5221e4080ace4c8ffdda",
	},
}

func TestSignatureVectors(t *testing.T) {
	for name, v := range vectors {
		if got := appcomponents.Sign(vectorSecret, v.text); got != v.signature {
			t.Errorf("%s: signature %s, want %s", name, got, v.signature)
		}
		if !appcomponents.Verify(vectorSecret, v.text, v.signature) {
			t.Errorf("%s: the right signature is refused", name)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	v := vectors["GET"]
	for name, try := range map[string][3]string{
		"another secret":    {"other", v.text, v.signature},
		"no secret":         {"", v.text, appcomponents.Sign("", v.text)},
		"another text":      {vectorSecret, v.text + "&task=9", v.signature},
		"no signature":      {vectorSecret, v.text, ""},
		"half a signature":  {vectorSecret, v.text, v.signature[:32]},
		"not hexadecimal":   {vectorSecret, v.text, "signature"},
		"twice a signature": {vectorSecret, v.text, v.signature + v.signature},
	} {
		if appcomponents.Verify(try[0], try[1], try[2]) {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestSignsLikeAnybodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret, text := rapid.StringN(1, 40, -1).Draw(t, "secret"), rapid.String().Draw(t, "text")
		if ours, theirs := appcomponents.Sign(secret, text), wiretest.Sign(secret, text); ours != theirs {
			t.Fatalf("signed %s, want %s", ours, theirs)
		}
	})
}
