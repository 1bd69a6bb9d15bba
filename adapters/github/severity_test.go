package github_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestCodeScanningPrefersTheSecuritySeverity(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]signal.Severity{
		`{"security_severity_level": "critical", "severity": "note"}`: signal.Critical,
		`{"security_severity_level": "low", "severity": "error"}`:     signal.Low,
		`{"security_severity_level": null, "severity": "error"}`:      signal.High,
		`{"security_severity_level": "huge", "severity": "warning"}`:  signal.Medium,
		`{"severity": "note"}`: signal.Low,
		`{"severity": "none"}`: signal.Info,
		`{"severity": null}`:   signal.Medium,
		`{"severity": "huge"}`: signal.Medium,
		`{}`:                   signal.Medium,
		`null`:                 signal.Medium,
	} {
		got := said(t, "code_scanning_alert", body(`"action": "created", "alert": {"rule": `+rule+`}`))
		require.Equal(t, want, got.Severity, rule)
	}
}

func TestDependabotTakesTheAdvisorysSeverity(t *testing.T) {
	t.Parallel()
	for advisory, want := range map[string]signal.Severity{
		`{"severity": "low"}`:      signal.Low,
		`{"severity": "medium"}`:   signal.Medium,
		`{"severity": "moderate"}`: signal.Medium,
		`{"severity": "high"}`:     signal.High,
		`{"severity": "critical"}`: signal.Critical,
		`{"severity": "huge"}`:     signal.Medium,
		`{}`:                       signal.Medium,
		`null`:                     signal.Medium,
	} {
		got := said(t, "dependabot_alert", body(`"action": "created", "alert": {"security_advisory": `+advisory+`}`))
		require.Equal(t, want, got.Severity, advisory)
	}
}

func TestOnlyTheRepositorysOwnDefaultBranchIsHigh(t *testing.T) {
	t.Parallel()
	const failed = `"action": "completed", "workflow_run": {"conclusion": "failure", `
	for run, want := range map[string]signal.Severity{
		`"head_branch": "main", "head_repository": {"full_name": "octo/app"}`: signal.High,
		`"head_branch": "main", "head_repository": null`:                      signal.High,
		`"head_branch": "main", "head_repository": {"full_name": "fork/app"}`: signal.Medium,
		`"head_branch": "Main"`: signal.Medium,
		`"head_branch": null`:   signal.Medium,
	} {
		require.Equal(t, want, said(t, "workflow_run", body(failed+run+"}")).Severity, run)
	}
	got := said(t, "workflow_run", `{"repository": {"full_name": "octo/app"}, `+failed+`"head_branch": ""}}`)
	require.Equal(t, signal.Medium, got.Severity, "no default branch is not the same as an empty one")
}

func TestAChangeOfUnknownSizeIsInfo(t *testing.T) {
	t.Parallel()
	got := said(t, "pull_request", body(`"action": "opened", "pull_request": {"additions": 5000}`))
	require.Equal(t, signal.Info, got.Severity)
	require.NotContains(t, got.Attributes, "changed_lines")
}
