"""The rest is in pyproject.toml. The wheel is for one platform, and for any Python 3 on it: the
library inside is reached by ctypes. BRYGGA_VERSION is the project's, as CMake knows it."""

import os

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return True


setup(
    version=os.environ["BRYGGA_VERSION"],
    cmdclass={"bdist_wheel": PlatformWheel},
    distclass=WithLibrary,
)
