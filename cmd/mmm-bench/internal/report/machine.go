package report

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

// Machine says where and with what was measured, for whoever compares figures.
func Machine(postgres string) string {
	return fmt.Sprintf("machine   %s, %d cores, %s memory, load before %s\n"+
		"software  %s, PostgreSQL %s, %s/%s\ncommit    %s\ncommand   %s\n",
		orUnknown(field("/proc/cpuinfo", "model name")), runtime.NumCPU(),
		orUnknown(field("/proc/meminfo", "MemTotal")), orUnknown(load()),
		runtime.Version(), postgres, runtime.GOOS, runtime.GOARCH, version.Commit, strings.Join(os.Args, " "))
}

// field answers the first value of the name in a file of "name : value" lines,
// empty where there is none.
func field(path, name string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(key) == name {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return ""
}

// load answers the load averages, which tell whether others were at work.
func load() string {
	content, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	averages := strings.Fields(string(content))
	return strings.Join(averages[:min(3, len(averages))], " ")
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
