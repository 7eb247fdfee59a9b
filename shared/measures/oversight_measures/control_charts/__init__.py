"""Statistical process control: XmR charts, p charts and their rules."""
