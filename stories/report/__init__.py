"""Reports of stories that were told: JSON, JUnit XML, a page, what they cover, and what changed since an earlier report."""
