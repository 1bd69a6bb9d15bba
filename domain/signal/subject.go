package signal

// Subject is whose memory a decision reads and writes: an actor's, or for a
// signal without an actor its repository's (product.md).
type Subject string

// SubjectOf answers the subject. The prefixes keep an actor who is named like a
// repository apart from it. A signal with neither has the empty subject.
func SubjectOf(actorID, repoID string) Subject {
	switch {
	case actorID != "":
		return Subject("actor:" + actorID)
	case repoID != "":
		return Subject("repo:" + repoID)
	}
	return ""
}
