package auditfile

import "os"

// Target is what entries are written to.
type Target = target

// On has entries written through another target than the file itself.
func (f *File) On(on func(*os.File) Target) *File {
	f.on = on
	return f
}
