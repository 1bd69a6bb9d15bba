package feedback_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestRatingsAreContracts(t *testing.T) {
	t.Parallel()
	require.Equal(t, []feedback.Rating{"useful", "not_useful"}, feedback.Ratings(), "rows and labels of these words outlive releases")
	for _, rating := range feedback.Ratings() {
		given := feedback.Feedback{Rating: rating}
		require.True(t, rating.Valid())
		require.Empty(t, given.Problems())
	}
	for _, rating := range []feedback.Rating{"", "Useful", "great"} {
		given := feedback.Feedback{Rating: rating}
		require.False(t, rating.Valid())
		require.Equal(t, []fault.Problem{{Path: "rating", Message: "must be one of useful, not_useful"}}, given.Problems())
	}
}

func TestTheEventOfFeedbackKeepsItsShapeAndNamesNobody(t *testing.T) {
	t.Parallel()
	given := feedback.Feedback{
		TenantID: "acme", DecisionID: id.UUID{1}, ActionID: id.UUID{2}, PlaybookID: id.UUID{4}, Revision: 3,
		ActorID: "kim", Rating: feedback.NotUseful, At: noon,
	}
	got := given.Event(id.UUID{7}, &action.Action{Type: action.Mentor, Payload: action.Payload{Title: "Pin it"}})
	require.Equal(t, event.Event{ID: id.UUID{7}, TenantID: "acme", Name: event.FeedbackGiven, At: noon, Body: got.Body}, got)
	body := canonical.Marshal(got.Body)
	require.NotContains(t, body, "kim")

	path := filepath.Join("testdata", "event.v1.json")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(body+"\n"), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), body+"\n")
}
