package observed_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
)

func TestAQueueThatCannotBeOpenedIsToldWhenThatBeginsAndWhenItEnds(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tell := observed.NewQueues(slog.New(slog.NewJSONHandler(&out, nil)), &outages{failing: map[string]int{}})
	for _, err := range []error{nil, errors.New("no rights"), errors.New("no rights"), nil, nil} {
		tell(t.Context(), "deliver_ci", err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 2)
	require.Contains(t, lines[0], `"level":"ERROR","msg":"a task fails; it is tried again by itself","task":"opening deliver_ci","error":"no rights"`)
	require.Contains(t, lines[1], `"msg":"a task works again","task":"opening deliver_ci","failures":2`)
}
