"""The notification channels by name: one module each.

A module of this package is a channel: its ``channel`` puts one together.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from oversight_alerts.worker.channel import Channel, ChannelParts

CHANNELS: Mapping[str, Callable[[ChannelParts], Channel]] = {
    module.name.replace("_", "-"): import_module(f"{__name__}.{module.name}").channel
    for module in iter_modules(__path__)
}
