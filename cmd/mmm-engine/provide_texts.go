package main

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/llm"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

// newWriter: cache > trace+metric > breaker > timeout > client. Without a gateway it has
// nobody to ask.
func newWriter(settings config.Config, with tools, ids ports.IDs) (command.Writer, error) {
	if settings.LLMURL == "" {
		return command.NewWriter(nil), nil
	}
	service, err := with.call(settings.LLMURL, settings.LLMToken)
	if err != nil {
		return command.Writer{}, fmt.Errorf("LLM_GATEWAY_SERVICE_URL: %w", err)
	}
	client := llm.New(service, llm.Settings{
		Model: settings.LLMModel, Sensitivity: settings.LLMSensitivity, Region: settings.LLMRegion,
	}, ids)
	guarded := resilient.NewTexts(client, with.breakers.Of(resilient.LLMGateway), resilient.TextsTimeout)
	texts, err := cached.NewTexts(observed.NewTexts(guarded, with.calls), with.clock)
	return command.NewWriter(texts), err
}
