package id

// An id can say of what it is a part. The last two bytes of a root are zero; a
// branch of it has its number in the last but one, a leaf of a branch its own in the
// last. So the decision that an action belongs to, and the action of a delivery, are
// known from their ids, without a table that would have to be written for each. A
// root keeps 58 random bits of its millisecond.
const (
	branchByte = 14
	leafByte   = 15
)

// Root answers the id with room for parts, or the root that the id is a part of.
func (u UUID) Root() UUID {
	u[branchByte], u[leafByte] = 0, 0
	return u
}

// Branch answers the id of the root's n-th part, n from 1.
func (u UUID) Branch(n uint8) UUID {
	u[branchByte], u[leafByte] = n, 0
	return u
}

// Leaf answers the id of the branch's n-th part, n from 1.
func (u UUID) Leaf(n uint8) UUID {
	u[leafByte] = n
	return u
}

// Stem answers the branch that a leaf is a part of; of a branch, itself.
func (u UUID) Stem() UUID { return u.Leaf(0) }

// LeafNumber answers which part of its branch the id is; 0 for none.
func (u UUID) LeafNumber() uint8 { return u[leafByte] }
