package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

const known = "hunter2-S/e+C r&t~TokEn"

func TestAKnownSecretIsMaskedInEachForm(t *testing.T) {
	quoted, _ := json.Marshal(known)
	for name, text := range map[string]string{
		"plain":                known,
		"in a word":            "x" + known + "y",
		"JSON":                 string(quoted),
		"Go":                   fmt.Sprintf("%q", known),
		"bytes":                fmt.Sprint([]byte("a" + known)),
		"hex":                  hex.EncodeToString([]byte(known)),
		"base64":               base64.StdEncoding.EncodeToString([]byte(known)),
		"base64 of a URL":      base64.RawURLEncoding.EncodeToString([]byte(known)),
		"base64 of an account": base64.StdEncoding.EncodeToString([]byte("user:" + known)),
		"base64, one further":  base64.StdEncoding.EncodeToString([]byte("users:" + known + ".")),
		"base64, two further":  base64.StdEncoding.EncodeToString([]byte("robots:" + known + "..")),
		"a query":              url.QueryEscape(known),
		"a path":               url.PathEscape(known),
		"encodeURIComponent":   "hunter2-S%2Fe%2BC%20r%26t~TokEn",
		"cut by yaml":          "cannot unmarshal !!str `hunter2...` into int",
	} {
		var set secret.Set
		set.Add(known)
		masked := set.Mask("it is " + text + ", they say")
		if !strings.Contains(masked, secret.Hidden) || strings.Contains(masked, "hunter2") {
			t.Errorf("%s: %s", name, masked)
		}
		for _, core := range []string{text[2 : len(text)-3]} {
			if name != "in a word" && name != "cut by yaml" && strings.Contains(masked, core) {
				t.Errorf("%s: %s", name, masked)
			}
		}
	}
}

func TestAKnownSecretIsMaskedAsOthersEscapeIt(t *testing.T) {
	const odd = `hun"ter\2&<s>'é/🔑-Zq7$x y`
	encoded := base64.StdEncoding.EncodeToString([]byte("user:" + odd))
	twice := func(escape func(string) string) string { return escape(escape(odd)) }
	for name, text := range map[string]string{
		"HTML":                   `hun&quot;ter\2&amp;&lt;s&gt;&#39;é/🔑-Zq7$x y`,
		"HTML of Go":             html.EscapeString(odd),
		"HTML of Python":         `hun&quot;ter\2&amp;&lt;s&gt;&#x27;é/🔑-Zq7$x y`,
		"XML":                    `hun&quot;ter\2&amp;&lt;s&gt;&apos;é/🔑-Zq7$x y`,
		"HTML outside of quotes": `hun"ter\2&amp;&lt;s&gt;'é/🔑-Zq7$x y`,
		"ASCII JSON":             `hun\"ter\\2&<s>'\u00e9/\ud83d\udd11-Zq7$x y`,
		"ASCII JSON, upper case": `hun\"ter\\2&<s>'\u00E9/\uD83D\uDD11-Zq7$x y`,
		"ASCII JSON in HTML":     `hun\"ter\\2\u0026\u003cs\u003e'\u00e9/\ud83d\udd11-Zq7$x y`,
		"a query twice":          twice(url.QueryEscape),
		"a path twice":           twice(url.PathEscape),
		"a component twice":      `hun%2522ter%255C2%2526%253Cs%253E'%25C3%25A9%252F%25F0%259F%2594%2591-Zq7%2524x%2520y`,
		"base64 in lines":        encoded[:20] + "\n" + encoded[20:40] + "\n" + encoded[40:],
		"base64 in CRLF lines":   "dXNlcjphbm90aGVy" + "\r\n" + encoded[:33] + "\r\n" + encoded[33:],
	} {
		var set secret.Set
		set.Add(odd)
		masked := set.Mask("it is <<" + text + ">>, they say")
		if masked != "it is <<xxxxx>>, they say" {
			t.Errorf("%s: %s", name, masked)
		}
	}
	var set secret.Set
	set.Add("hunter2-hunter2")
	for _, text := range []string{"one\ntwo\nthree\n", "helloworld\nhelloworld\n", "a &lt; b"} {
		if masked := set.Mask(text); masked != text {
			t.Errorf("%q became %q", text, masked)
		}
	}
}

func TestWhatIsEncodedInASecretIsSecretToo(t *testing.T) {
	var set secret.Set
	set.Add(base64.StdEncoding.EncodeToString([]byte("robot:pa55word-of-it")))
	set.Add("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n")
	for _, text := range []string{"robot:pa55word-of-it", "pa55word-of-it", "line 2: MIIEvQIBADANBgkqhkiG9w0BAQEF"} {
		if masked := set.Mask(text); strings.Contains(masked, "pa55word") || strings.Contains(masked, "MIIE") {
			t.Error(masked)
		}
	}
}

func TestAShortSecretIsMaskedWhereItStandsAlone(t *testing.T) {
	var set secret.Set
	set.Add("prod", "ab")
	got := set.Mask(`'prod' (prod) of production, "ab" and prod`)
	if got != `'xxxxx' (xxxxx) of production, "ab" and xxxxx` {
		t.Error(got)
	}
}

func TestWhatLooksLikeACredentialIsMasked(t *testing.T) {
	var nothing secret.Set
	for text, want := range map[string]string{
		`Get "https://u:p@ss@127.0.0.1:1/x": refused`:                          `Get "https://u:xxxxx@127.0.0.1:1/x": refused`,
		`https://ghp_0123456789abcdef@github.com/x`:                            `https://xxxxx@github.com/x`,
		`host: "user:hunter2@127.0.0.1:5000" is not a host`:                    `host: "user:xxxxx@127.0.0.1:5000" is not a host`,
		`Get "http://h/a.tgz?X-Amz-Signature=abc&b=1": EOF`:                    `Get "http://h/a.tgz?X-Amz-Signature=xxxxx&b=xxxxx": EOF`,
		`Get "https://h/api?labelSelector=owner%3Dhelm&limit=50": refused`:     `Get "https://h/api?labelSelector=owner%3Dhelm&limit=50": refused`,
		`Authorization: Basic dXNlcjpodW50ZXIy1234`:                            `Authorization: Basic xxxxx`,
		`Bearer realm="https://h:5000/token",service="registry"`:               `Bearer realm="https://h:5000/token",service="registry"`,
		`basic authentication required`:                                        `basic authentication required`,
		`got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def here`:                `got xxxxx here`,
		`{"token":"abc","user":"me","access_token": "def"}`:                    `{"token":xxxxx,"user":"me","access_token": xxxxx}`,
		`GET "http://h:5000/token": failed to decode response`:                 `GET "http://h:5000/token": failed to decode response`,
		`Get 'https://h/v1/secret': dial tcp: refused`:                         `Get 'https://h/v1/secret': dial tcp: refused`,
		`open "/var/run/secrets/token": permission denied`:                     `open "/var/run/secrets/token": permission denied`,
		`Get "http://h/a?token=abcdef": "x", token=hunter2`:                    `Get "http://h/a?token=xxxxx": "x", token=xxxxx`,
		`at "http://h/", "token": hunter2, 'my token': 'hunter2'`:              `at "http://h/", "token": xxxxx, 'my token': xxxxx`,
		`{"example.com/token": hunter2, "/token": "hunter2"}`:                  `{"example.com/token": xxxxx, "/token": xxxxx}`,
		`host=h password=hunter2 user=x`:                                       `host=h password=xxxxx user=x`,
		`plugin --token hunter2 --cluster-name prod`:                           `plugin --token xxxxx --cluster-name prod`,
		"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----": `xxxxx`,
		`oci://h/chart:1.0@sha256:0123 is not there`:                           `oci://h/chart:1.0@sha256:0123 is not there`,
		`"image:1.0@sha256:0123456789abcdef" is not there`:                     `"image:1.0@sha256:0123456789abcdef" is not there`,
		`the pre-token expired at 12:30; mailto:ann@example.test`:              `the pre-token expired at 12:30; mailto:ann@example.test`,
		`User "system:serviceaccount:a:b" cannot list resource "secrets"`:      `User "system:serviceaccount:a:b" cannot list resource "secrets"`,
		`secrets "token" is forbidden: invalid token: expired`:                 `secrets "token" is forbidden: invalid token: expired`,
		`template: web/templates/a.yaml:1:3: no template "x" associated`:       `template: web/templates/a.yaml:1:3: no template "x" associated`,
	} {
		if got := nothing.Mask(text); got != want {
			t.Errorf("%s\n gives %s\n not   %s", text, got, want)
		}
	}
}

func TestNamesOfCredentials(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "dbPassword": true, "db_password": true, "POSTGRES_PASSWORD": true, "PGPASSWORD": true, "token": true, "apiToken": true,
		"GITHUB_TOKEN": true, "clientSecret": true, "AWS_SECRET_ACCESS_KEY": true, "secret": true, "jwt-secret": true, "auth": true,
		"existingSecret": false, "imagePullSecret": false, "secretName": false, "tokenPath": false, "keyword": false, "author": false,
		"passwordKey": false, "tokens": false, "SSH_AUTH_SOCK": false, "image": false, "compass": false,
	} {
		if secret.Named(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestAnAddressHasCredentials(t *testing.T) {
	for text, want := range map[string]string{
		"https://user:hunter2@h/x": "hunter2", "user:hunter2@h:5000": "hunter2", "https://h/a?sig=abcdef&limit=5": "abcdef",
		"https://0123456789abcdef0@h": "0123456789abcdef0", "https://h/x": "", "oci://h/c@sha256:abc": "", "not one": "", "postgres://u:p%40ss@h/d": "p%40ss p@ss",
	} {
		if got := strings.Join(secret.InAddress(text), " "); got != want && got != want+" "+want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestTheWordsOfAnErrorStay(t *testing.T) {
	var set secret.Set
	set.Add("WAIT_TIMEOUT-password", "ERR_HELM_WAIT_TIMEOUT", "releases.install", "shop-database")
	causes := []string{"the shop-database is down"}
	resources := []wire.NotReady{{ResourceStatus: wire.ResourceStatus{ResourceRef: wire.ResourceRef{Name: "shop-database"}, Message: "no shop-database"}}}
	e := wire.Error{
		Code: wire.CodeWaitTimeout, Verb: "releases.install", Message: "shop-database", Causes: causes, Manifest: "shop-database",
		Release: &wire.FailedRelease{Name: "shop-database", Description: "shop-database"}, Details: wire.WaitTimeoutDetails{Resources: resources},
	}
	got := secret.In(&set, e)
	if got.Code != wire.CodeWaitTimeout || got.Verb != e.Verb || got.Manifest != e.Manifest || got.Release.Name != e.Release.Name {
		t.Errorf("%+v", got)
	}
	details := got.Details.(wire.WaitTimeoutDetails).Resources[0]
	if got.Message != secret.Hidden || got.Causes[0] != "the xxxxx is down" || got.Release.Description != secret.Hidden || details.Message != "no xxxxx" || details.Name != "shop-database" {
		t.Errorf("%+v", got)
	}
	if causes[0] != "the shop-database is down" || resources[0].Message != "no shop-database" || e.Release.Description != "shop-database" {
		t.Error("the original was changed")
	}
}
