package github_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPushedAtIsReadInBothForms(t *testing.T) {
	t.Parallel()
	want := time.Date(2019, 5, 15, 15, 20, 57, 0, time.UTC)
	for _, pushedAt := range []string{`1557933657`, `"2019-05-15T15:20:57Z"`, `"2019-05-15T10:20:57-05:00"`} {
		got := said(t, "push", `{"repository": {"full_name": "octo/app", "pushed_at": `+pushedAt+`}, "head_commit": {"timestamp": "2001-01-01T00:00:00Z"}}`)
		require.Equal(t, want, got.OccurredAt, pushedAt)
	}
}

func TestTimesThatCannotBeReadAreMissing(t *testing.T) {
	t.Parallel()
	for _, at := range []string{
		`null`, `""`, `"yesterday"`, `"2019-05-15"`, `1.5`, `{}`, `[1]`, `true`,
		`9223372036854775807`, `-9223372036854775808`, `"9999-12-31T23:59:59-01:00"`, `"0000-01-01T00:00:00Z"`,
	} {
		got := said(t, "pull_request", body(`"action": "opened", "pull_request": {"updated_at": `+at+`}`))
		require.Zero(t, got.OccurredAt, at)
		got = said(t, "pull_request", body(`"action": "opened", "pull_request": {"created_at": "2026-01-02T03:04:05Z", "updated_at": `+at+`}`))
		require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), got.OccurredAt, at)
	}
}
