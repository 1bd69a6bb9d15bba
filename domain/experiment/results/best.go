package results

import "slices"

// best answers for each of several independent rates how probably it is the highest: the
// integral of its density times the others' probabilities to be lower. The whole sums to
// 1, so that densities may be relative.
func best(all []posterior) []float64 {
	cuts := cutsOf(all)
	s := sweep{all: all, at: cuts[0], below: make([]float64, len(all)), won: make([]float64, len(all))}
	for _, end := range cuts[1:] {
		s.segment(end)
	}
	whole := 0.0
	for _, won := range s.won {
		whole += won
	}
	for i := range s.won {
		s.won[i] /= whole
	}
	return s.won
}

// cutsOf answers between which points all densities are smooth enough to be integrated
// by few points each. Behind 40 deviations less than 1e-15 is left: both tails fall at
// least exponentially.
func cutsOf(all []posterior) []float64 {
	var cuts []float64
	for _, p := range all {
		for _, deviations := range []float64{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 40} {
			step := deviations * p.deviation()
			cuts = append(cuts, max(0, p.mean()-step), min(1, p.mean()+step))
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// sweep goes over all rates from the lowest to the highest.
type sweep struct {
	all []posterior
	// at is how far it is, and below the mass of each rate up to there.
	at    float64
	below []float64
	// won is the mass of each where it was the highest.
	won []float64
}

func (s *sweep) segment(end float64) {
	begin := s.at
	for i, share := range outer.at {
		s.to(begin + share*(end-begin))
		s.win(outer.weight[i] * (end - begin))
	}
	s.to(end)
}

// to goes on to a point.
func (s *sweep) to(x float64) {
	for i, p := range s.all {
		s.below[i] += inner.integral(p.density, s.at, x)
	}
	s.at = x
}

// win adds a point of that weight.
func (s *sweep) win(weight float64) {
	for i, p := range s.all {
		mass := weight * p.density(s.at)
		for j, below := range s.below {
			if j != i {
				mass *= below
			}
		}
		s.won[i] += mass
	}
}
