package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestALongErrorIsShownAndSearchedInPart(t *testing.T) {
	long := strings.Repeat("ä", 8<<20)
	for name, err := range map[string]error{
		"Go's":       errors.New(long),
		"a cause":    fmt.Errorf("rendering: %w", errors.New(long)),
		"of a phase": WithPhase(wire.PhaseRender, fmt.Errorf("template: shop/templates/a.yaml:1:2: %s", long)),
		"ours":       New(wire.CodeChartInvalid, wire.ChartDetails{}, errors.New(long)),
	} {
		e := Classify(operation.New(context.Background(), silent.Port{}), err)
		text := len(e.Message)
		for _, cause := range e.Causes {
			text += len(cause)
		}
		if text > 4*longest {
			t.Errorf("%s: %d bytes", name, text)
		}
		if name == "ours" && e.Code != wire.CodeChartInvalid || name == "of a phase" && e.Phase != wire.PhaseRender {
			t.Errorf("%s: %s, %s", name, e.Code, e.Phase)
		}
	}
}
