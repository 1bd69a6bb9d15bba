package exposed_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type alertTest struct {
	Alertname string
	ExpAlerts []struct{} `yaml:"exp_alerts"`
}

type testFile struct {
	Tests []struct {
		AlertRuleTest []alertTest `yaml:"alert_rule_test"`
	}
}

func TestEveryAlertIsTriedWhereItFiresAndWhereItIsSilent(t *testing.T) {
	t.Parallel()
	fires, silent := set{}, set{}
	for _, path := range files(t, "prometheus/tests/*.yml") {
		for _, one := range read[testFile](t, path).Tests {
			for _, tried := range one.AlertRuleTest {
				if len(tried.ExpAlerts) > 0 {
					fires[tried.Alertname] = true
				} else {
					silent[tried.Alertname] = true
				}
			}
		}
	}
	for _, one := range alerts(t) {
		assert.True(t, fires[one.Alert], "no test has %s fire", one.Alert)
		assert.True(t, silent[one.Alert], "no test has %s silent", one.Alert)
	}
}

func TestEveryAlertSaysWhatItIsAndWhereHelpIs(t *testing.T) {
	t.Parallel()
	page := text(t, "docs/alerts.md")
	for _, one := range alerts(t) {
		assert.Contains(t, []string{"critical", "warning"}, one.Labels["severity"], one.Alert)
		assert.Equal(t, "mmm-engine", one.Labels["component"], one.Alert)
		assert.NotEmpty(t, one.Annotations["summary"], one.Alert)
		if !strings.HasPrefix(one.Expr, "absent(") {
			assert.Contains(t, one.Annotations["description"], "$value", "%s names the value", one.Alert)
		}
		assert.True(t, strings.HasSuffix(one.Annotations["runbook_url"], "/docs/runbook.md#"+strings.ToLower(one.Alert)), one.Alert)
		assert.Contains(t, page, "| `"+one.Alert+"` |", "docs/alerts.md lists it")
	}
}

func text(tb testing.TB, name string) string {
	tb.Helper()
	read, err := os.ReadFile(filepath.Join(deploy, "..", name))
	require.NoError(tb, err)
	return string(read)
}
