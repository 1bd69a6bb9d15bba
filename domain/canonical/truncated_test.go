package canonical_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

func TestADocumentThatWasCutOffIsAnErrorAndNeverAPanic(t *testing.T) {
	t.Parallel()
	const whole = `{"a":{"c":1},"b":"x\"y","d":[1,{"e":2}]}`
	for cut := range len(whole) {
		require.NotPanics(t, func() {
			_, _ = canonical.Insert(whole[:cut], nil, "z", "1")
			_, _ = canonical.Insert(whole[:cut], []string{"a"}, "z", "1")
		}, whole[:cut])
	}
	_, err := canonical.Insert(`{"a":1`, nil, "z", "1")
	require.Error(t, err)
}
