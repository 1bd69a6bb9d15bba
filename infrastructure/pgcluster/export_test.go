package pgcluster

// Installer is the choice of command that Install makes.
var Installer = installer
