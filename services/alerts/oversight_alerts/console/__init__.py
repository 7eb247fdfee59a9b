"""What the console shows: open alerts, one alert, silences, rules and mail, in words. Pure."""
