package answers

import (
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"bunhelm/helm/internal/wire"
)

func answered(t *testing.T, address, accept, media, body string, limit wire.Size) (read int, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a"+address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	response := &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(strings.NewReader(body))}
	if err := Check(request, response, limit); err != nil {
		return 0, err
	}
	text, err := io.ReadAll(response.Body)
	return len(text), err
}

func isTooLarge(err error) bool {
	var known *wire.Error
	return errors.As(err, &known) && known.Code == wire.CodeTooLarge
}

func TestAnswersOfManyPartsAreTooLarge(t *testing.T) {
	const limit, pods, watch = 8 << 20, "/api/v1/pods", "/api/v1/pods?watch=true"
	list := func(item string, count int) string {
		return `{"kind":"PodList","items":[` + strings.Repeat(item+",", count) + "{}]}"
	}
	honest := `{"metadata":{"name":"some-pod","namespace":"some-namespace","uid":"0b9a2f4e-7c1d-4b43-9d5c-2f3f3e1c8a55","resourceVersion":"123456","creationTimestamp":"2024-11-29T17:45:00Z","labels":{"app":"web"},"managedFields":[{"manager":"helm","operation":"Apply","apiVersion":"v1","time":"2024-11-29T17:45:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:app":{}}}}}]},"spec":{"containers":[{"name":"web","image":"registry.example.com/some/image:1.2.3","env":[{"name":"SOME_NAME","value":"some value"}],"terminationMessagePath":"/dev/termination-log"}]},"status":{"phase":"Running","podIP":"10.1.2.3"}}`
	text := strings.Repeat("a", 4<<20)
	for range 4 { // of data, of a Secret, of a list, of what says its kind
		text = string(binary.AppendUvarint([]byte{0x12}, uint64(len(text)))) + text
	}
	asked := protobuf + ",application/json"
	for _, test := range []struct {
		name, address, accept, media, body string
		large                              bool
	}{
		{"small objects", pods, "", "application/json", list("{}", 300_000), true},
		{"honest objects", pods, "", "application/json", list(honest, limit/len(honest)/4), false},
		{"small lists", pods, "", "application/json", list("[]", 600_000), true},
		{"an event of small objects", watch, "", "application/json", list("{}", 300_000), true},
		{"an event with lines in it", watch, "", "application/json", list("\n{}\n", 300_000), true},
		{"a number without an end", watch, "", "application/json", strings.Repeat("1", limit+1), true},
		{"many events", watch, "", "application/json", strings.Repeat(honest+"\n", limit/len(honest)*2), false},
		{"messages of nothing", pods, asked, protobuf, "k8s\x00\x12\xc0\x84\x3d" + strings.Repeat("\x12\x00", 500_000), true},
		{"a message of text", pods, asked, protobuf, "k8s\x00" + text, false},
	} {
		read, err := answered(t, test.address, test.accept, test.media, test.body, limit)
		if isTooLarge(err) != test.large || !test.large && (err != nil || read != len(test.body)) {
			t.Errorf("%s: %d bytes, %v", test.name, read, err)
		}
	}
	for _, address := range []string{pods, watch, "/apis"} {
		if _, err := answered(t, address, "application/json, */*", protobuf, "k8s\x00", limit); err == nil || !strings.Contains(err.Error(), "which was not requested") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
