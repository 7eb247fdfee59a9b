"""The judgement of series: buckets, what is counted of them, detectors, spells. Pure."""
