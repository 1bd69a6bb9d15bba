package sim

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/channel"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/eris"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/governance"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/iam"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/llm"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/policy"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/ubi"
)

// services is every service the stand-in plays.
func services(options Options) ([]stage.Service, error) {
	identity, err := iam.New(iam.Config{Key: options.IAMKey, BaseURL: options.BaseURL, Now: options.Now})
	if err != nil {
		return nil, fmt.Errorf("identity service: %w", err)
	}
	evidence, err := eris.New(eris.Config{
		Keys: options.Keys, KeepReceipts: options.KeepReceipts, Now: options.Now, Journal: options.Journal,
	})
	if err != nil {
		return nil, fmt.Errorf("evidence service: %w", err)
	}
	signatures, err := channel.NewSignatures(options.WebhookSecret, options.Now)
	if err != nil {
		return nil, fmt.Errorf("webhook secret: %w", err)
	}
	delivery := channel.Config{Signatures: signatures, Now: options.Now}
	return []stage.Service{
		identity,
		evidence,
		policy.New(),
		llm.New(),
		governance.New(),
		ubi.New(options.Now),
		channel.EdgeAgent(delivery),
		channel.CIWorkflow(delivery),
		channel.Alerting(delivery),
	}, nil
}
