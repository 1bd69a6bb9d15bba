package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Trouble is what platform-sim has a service do; the zero value has it work.
type Trouble struct {
	Mode  string `json:"mode"`
	Value int    `json:"value,omitempty"`
}

// Asked are the services that a decision waits for.
func Asked() []string { return []string{"ubi", "policy", "governance", "llm"} }

var errTrouble = errors.New("want latency:MILLISECONDS, error:STATUS or hang")

// ParseTrouble reads a mode and its value, such as latency:400.
func ParseTrouble(text string) (Trouble, error) {
	mode, value, valued := strings.Cut(text, ":")
	switch {
	case text == "":
		return Trouble{Mode: "none"}, nil
	case text == "hang":
		return Trouble{Mode: mode}, nil
	case mode != "latency" && mode != "error" || !valued:
		return Trouble{}, errTrouble
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		return Trouble{}, errTrouble
	}
	return Trouble{Mode: mode, Value: number}, nil
}

// Trouble has services do so from now on.
func (s *Stack) Trouble(ctx context.Context, trouble Trouble, services ...string) error {
	order, err := json.Marshal(trouble)
	if err != nil {
		return fmt.Errorf("write an order: %w", err)
	}
	for _, service := range services {
		address := s.Simulator + "/_sim/" + service + "/fault"
		request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, bytes.NewReader(order))
		if err != nil {
			return fmt.Errorf("order %s: %w", service, err)
		}
		if err := answered(request, nil); err != nil {
			return fmt.Errorf("order %s: %w", service, err)
		}
	}
	return nil
}

// answered sends a request that must be answered 200, and reads the answer.
func answered(request *http.Request, into any) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err //nolint:wrapcheck // who asks says what for
	}
	defer func() { _ = response.Body.Close() }()
	switch {
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("platform-sim answered %s", response.Status)
	case into == nil:
		return nil
	}
	return json.NewDecoder(response.Body).Decode(into) //nolint:wrapcheck // see above
}
