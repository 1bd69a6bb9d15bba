package resilient_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// defective panics with what nobody may read.
type defective struct{}

func (defective) ReadBehaviour(context.Context, tenant.ID, string) ([]playbook.Behaviour, error) {
	panic(errors.New("a payload"))
}

// Calls go on in goroutines of nobody's: a panic there would end the process.
func TestADefectOfAClientIsAFailureOfItsServiceAndNoMore(t *testing.T) {
	t.Parallel()
	breaker, _ := newBreaker()
	kept, err := cached.NewBehaviour(resilient.NewBehaviour(defective{}, breaker, resilient.BehaviourTimeout), ticking{}, func(string) {})
	require.NoError(t, err)
	_, err = kept.ReadBehaviour(t.Context(), "acme", "ada")
	require.Equal(t, fault.Internal, fault.Of(err))
	require.ErrorContains(t, err, "panicked with a *errors.errorString")
	require.ErrorContains(t, err, "defective", "the stack says where")
	require.NotContains(t, err.Error(), "a payload")
}
