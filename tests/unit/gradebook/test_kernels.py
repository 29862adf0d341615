"""Configurations of courses that exist name `autograder.gradebook`."""

from __future__ import annotations

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.platforms.nbgrader import configure
from autograder.platforms.nbgrader.kernels import NoKernel


def test_the_guard_of_an_existing_course_still_names_a_manager_that_starts_no_kernel():
    assert import_item("autograder.gradebook.kernels.NoKernel") is NoKernel


def test_the_configuration_of_an_existing_course_still_configures(course):
    from autograder.platforms.nbgrader import configure as old

    assert old is configure
    config = Config()
    old(config, course)
    assert config.Execute.kernel_manager_class == "autograder.platforms.nbgrader.kernels.NoKernel"
