package hostlog

import (
	"context"
	"log/slog"
	"testing"

	"bunhelm/helm/internal/wire"
)

func TestALineThatCallsItselfAWarningIsOne(t *testing.T) {
	var got []wire.LogEvent
	handler := &lines{emit: func(event wire.LogEvent) { got = append(got, event) }, level: slog.LevelInfo}
	if _, err := (writer{handler}).Write([]byte("WARNING: no dependencies\nwarning: a\nb\n")); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(handler)
	logger.InfoContext(context.Background(), "WARNING: c")
	logger.ErrorContext(context.Background(), "WARNING: d")
	want := []struct {
		level   wire.LogLevel
		message string
	}{
		{wire.LogWarn, "no dependencies"}, {wire.LogWarn, "a"}, {wire.LogInfo, "b"}, {wire.LogWarn, "c"}, {wire.LogError, "WARNING: d"},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, one := range want {
		if got[i].Level != one.level || got[i].Message != one.message {
			t.Errorf("%+v instead of %+v", got[i], one)
		}
	}
}
