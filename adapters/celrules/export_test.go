package celrules

// Interned answers the identity of a compiled text.
func (r *Rules) Interned(text string) any {
	compiled, _ := r.expression(text)
	return compiled
}

// Known answers how many texts are kept compiled, evictions done.
func (r *Rules) Known() int {
	r.known.byText.CleanUp()
	return r.known.byText.EstimatedSize()
}

// Cost answers the estimate for an expression that is allowed.
func (r *Rules) Cost(text string) (uint64, bool) {
	compiled, problems := r.expression(text)
	if len(problems) > 0 {
		return 0, false
	}
	return compiled.cost, true
}

// MaxExpressionCost is the limit of Cost.
const MaxExpressionCost = maxExpressionCost
