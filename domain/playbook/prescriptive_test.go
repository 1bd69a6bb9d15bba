package playbook_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func mirrorRefused(title string) bool {
	d := valid()
	d.Actions[0].Title = title
	return len(d.Problems()) > 0
}

func TestMirrorPrescribesNothing(t *testing.T) {
	t.Parallel()
	for _, title := range []string{
		"You should look", "SHOULD", "It must pass", "This needs to be fixed", "You need to act", "You have to act", "It has to pass",
		"You ought to act", "You had better act", "Don't merge", "Don’t merge", "Do not merge", "Never merge", "Always test",
		"Make sure it passes", "Please review", "please  rerun it", "We shall see", "{{ 1 }} must pass {{ 2 }}", "need\nto", "{{ 'It must pass' }}", `{{ true ? "never" : "" }}`,
	} {
		require.True(t, mirrorRefused(title), title)
	}
}

func TestMirrorMayStateFacts(t *testing.T) {
	t.Parallel()
	for _, title := range []string{
		"Three of the last five changes to this module were rolled back", "The mustard module failed", "Shoulder checks ran",
		"The needs of the build", "It was pleased", "Nevertheless it passed", "Two runs failed on {{ context.branch }}",
		"{{ signal.attributes.must }} runs failed",
	} {
		require.False(t, mirrorRefused(title), title)
	}
}

func TestMentorMayAdvise(t *testing.T) {
	t.Parallel()
	d := valid()
	d.Actions[1].Body = "You should always test; please rerun it."
	require.Empty(t, d.Problems())
}
