package pgcluster_test

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// machine is one that has these programs and no others.
func machine(programs ...string) func(string) (string, error) {
	return func(name string) (string, error) {
		if slices.Contains(programs, name) {
			return name, nil
		}
		return "", exec.ErrNotFound
	}
}

func TestTheInstallerIsThePackageManagersOwn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		root     bool
		programs []string
		command  string
	}{
		"root on Debian":          {root: true, programs: []string{"apt-get", "sudo"}, command: "sh"},
		"a user on Debian":        {programs: []string{"apt-get", "sudo"}, command: "sudo"},
		"a user on macOS":         {programs: []string{"brew"}, command: "brew"},
		"apt is before linuxbrew": {programs: []string{"apt-get", "sudo", "brew"}, command: "sudo"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command, err := pgcluster.Installer(t.Context(), test.root, machine(test.programs...))

			require.NoError(t, err)
			require.Equal(t, test.command, command.Args[0])
		})
	}
}

func TestWhereNothingCanBeInstalledTheErrorSaysWhatToRun(t *testing.T) {
	t.Parallel()
	_, err := pgcluster.Installer(t.Context(), false, machine("apt-get"))
	require.ErrorContains(t, err, "apt-get install postgresql")

	_, err = pgcluster.Installer(t.Context(), false, machine("dnf"))
	require.ErrorContains(t, err, "install its server package")
}
