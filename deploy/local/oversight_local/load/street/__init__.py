"""Street-level crime as data.police.uk publishes it, in the layout of 2011 and the present one."""
