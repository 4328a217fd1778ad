package secret

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// naming is how the name of an option, a variable or a value begins or ends that is a credential.
const naming = `password|passwd|passphrase|token|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|client[_-]?key|client[_-]?secret|signature|credentials?|authorization`

var (
	// named are names of values and variables that hold credentials: dbPassword, API_TOKEN, client-secret; not
	// existingSecret, secretName, tokenPath.
	named = regexp.MustCompile(`(?i)^(?:.*[^a-z])?(?:` + naming + `|pwd|pass|auth|jwt|cookie)$|(?:Password|Passphrase|Token|ApiKey|APIKey|AccessKey|SecretKey|PrivateKey|ClientSecret|Credentials)$`)
	// pointing are names of what only tells where a credential is.
	pointing = regexp.MustCompile(`(?i)^(?:existing|image_?pull|pull|external)`)

	account   = regexp.MustCompile(`(://[^/\s:@"'<>]*:)[^/\s"'<>]+@`)
	lone      = regexp.MustCompile(`(://)[^/\s:@"'<>]{16,}@`) // a token in place of a user
	bare      = regexp.MustCompile(`(^|[\s"'(=])([^\s:/@"'()=]+:)([^\s/@"']+)@([\w.-]+)`)
	scheme    = regexp.MustCompile(`(?i)\b(bearer|basic)\s+([A-Za-z0-9._~+/=-]{12,})`)
	webToken  = regexp.MustCompile(`eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*`)
	key       = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`)
	query     = regexp.MustCompile(`(\w+://[^\s"'<>?]+\?)([^\s"'<>#]+)`)
	assigned  = regexp.MustCompile(`(?i)(["'][^"'\s]*)?((?:` + naming + `)["']?(?:=|["']\s*:\s*))("[^"\s]*"|'[^'\s]*'|[^\s"',;&}\]]+)`)
	place     = regexp.MustCompile(`^["'](?:\w+://|\.{0,2}/)`)
	following = regexp.MustCompile(`(?i)((?:^|[\s"'\[(])--[\w-]*(?:` + naming + `)["',]*\s+)([^\s,;)\]-][^\s,;)\]]*)`)
)

// Named tells whether a name is that of a credential.
func Named(name string) bool { return named.MatchString(name) && !pointing.MatchString(name) }

// byLook replaces what looks like a credential, whoever's it is.
func byLook(text string) string {
	if strings.Contains(text, "@") {
		text = account.ReplaceAllString(text, "${1}"+Hidden+"@")
		text = lone.ReplaceAllString(text, "${1}"+Hidden+"@")
		text = bare.ReplaceAllStringFunc(text, withoutPassword)
	}
	if strings.Contains(text, "-----BEGIN ") {
		text = key.ReplaceAllString(text, Hidden)
	}
	if strings.Contains(text, "eyJ") {
		text = webToken.ReplaceAllString(text, Hidden)
	}
	if strings.Contains(text, "?") {
		text = query.ReplaceAllStringFunc(text, withoutQuery)
	}
	text = scheme.ReplaceAllStringFunc(text, func(found string) string {
		parts := scheme.FindStringSubmatch(found)
		if !strings.ContainsAny(parts[2], "0123456789") { // words, such as "basic authentication"
			return found
		}
		return parts[1] + " " + Hidden
	})
	if strings.ContainsAny(text, "=:") {
		text = assigned.ReplaceAllStringFunc(text, withoutAssigned)
	}
	if strings.Contains(text, "--") {
		text = following.ReplaceAllString(text, "${1}"+Hidden)
	}
	return text
}

// withoutAssigned takes the value out of "token": value. The end of a URL or a path, and what is said of it, look alike:
// Get "http://h/token": refused.
func withoutAssigned(found string) string {
	parts := assigned.FindStringSubmatch(found)
	if place.MatchString(parts[1]) && !strings.Contains(parts[2], "=") && !strings.ContainsAny(parts[3][:1], `"'`) {
		return found
	}
	return parts[1] + parts[2] + Hidden
}

// withoutPassword takes it out of "user:password@host". A reference with a digest looks alike.
func withoutPassword(found string) string {
	parts := bare.FindStringSubmatch(found)
	if slices.Contains([]string{"sha256", "sha384", "sha512"}, parts[4]) || parts[2] == "mailto:" {
		return found
	}
	return parts[1] + parts[2] + Hidden + "@" + parts[4]
}

// harmless are the parameters of the API server and of registries: of others nobody knows what they hold.
var harmless = []string{
	"allowWatchBookmarks", "container", "continue", "dryRun", "fieldManager", "fieldSelector", "fieldValidation", "follow", "force",
	"labelSelector", "last", "limit", "n", "pretty", "previous", "propagationPolicy", "resourceVersion", "resourceVersionMatch", "scope",
	"sendInitialEvents", "service", "sinceTime", "tailLines", "timeout", "timeoutSeconds", "timestamps", "version", "watch",
}

func withoutQuery(found string) string {
	parts := query.FindStringSubmatch(found)
	fields := strings.Split(parts[2], "&")
	for i, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		if value != "" && !slices.Contains(harmless, name) {
			fields[i] = name + "=" + Hidden
		}
	}
	return parts[1] + strings.Join(fields, "&")
}

// InAddress finds the credentials of an address: its password, or a user that is alone, and what its query
// says. An address without a scheme, such as user:password@host, has them too.
func InAddress(text string) (found []string) {
	if !strings.ContainsAny(text, "@?") || strings.ContainsAny(text, "\n") {
		return nil
	}
	if at := strings.LastIndex(text, "@"); at > 0 {
		user := text[:at]
		if start := strings.Index(user, "://"); start >= 0 {
			user = user[start+3:]
		}
		if _, password, has := strings.Cut(user, ":"); has && !strings.HasPrefix(text[at:], "@sha") {
			found = append(found, password)
			if plain, err := url.PathUnescape(password); err == nil {
				found = append(found, plain)
			}
		} else if len(user) >= 2*alone && !strings.Contains(user, "/") {
			found = append(found, user)
		}
	}
	if _, asked, has := strings.Cut(text, "?"); has && strings.Contains(text, "://") {
		values, _ := url.ParseQuery(asked)
		for name, all := range values {
			if !slices.Contains(harmless, name) {
				found = append(found, all...)
			}
		}
	}
	return found
}

var unread = regexp.MustCompile(`(?i)["']?(?:[\w-]*(?:` + naming + `|[\w]*-data|auth))["']?\s*[:=]\s*\[?\s*["']?([^\s"',}\]]+)`)

// InText finds what a configuration that cannot be read calls a credential.
func InText(text string) (found []string) {
	for _, match := range unread.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	return found
}
