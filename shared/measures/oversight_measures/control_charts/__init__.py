"""Statistical process control: XmR charts, p charts, CUSUM and their rules."""
