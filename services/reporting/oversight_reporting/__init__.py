"""Reporting: live figures, snapshots, downloads and pages, each as at a cut."""
