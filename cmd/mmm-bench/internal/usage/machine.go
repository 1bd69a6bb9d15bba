package usage

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

var errMachine = errors.New("usage: no cpu line in /proc/stat")

// Machine answers the processor time that the whole machine has spent at work, on
// all cores; what the host took away counts too.
func Machine() (time.Duration, error) {
	content, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, fmt.Errorf("usage: %w", err)
	}
	return parseMachine(string(content))
}

// parseMachine reads the first line of /proc/stat: cpu user nice system idle iowait
// irq softirq steal. What follows are parts of user and nice.
func parseMachine(content string) (time.Duration, error) {
	const idle, wait, last = 4, 5, 8
	line, _, _ := strings.Cut(content, "\n")
	fields := strings.Fields(line)
	if len(fields) <= last || fields[0] != "cpu" {
		return 0, errMachine
	}
	var ticks int64
	for i := 1; i <= last; i++ {
		number, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errMachine, err)
		}
		if i != idle && i != wait {
			ticks += number
		}
	}
	return time.Duration(ticks) * tick, nil
}

// Share is how much of the machine a processor time is over a span, from 0 to 1.
func Share(used, span time.Duration) float64 {
	return used.Seconds() / (span.Seconds() * float64(runtime.NumCPU()))
}
