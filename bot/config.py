"""The settings, from the environment and `.env`. The only reader of the environment."""

from pathlib import Path
from typing import Self

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import NewsbotError


class ConfigError(NewsbotError):
    """A setting that can't be used."""


class Config(BaseSettings):
    """Every setting, as `NEWSBOT_<NAME>`; each field's description says what it does."""

    model_config = SettingsConfigDict(env_prefix="NEWSBOT_", env_file=".env", env_ignore_empty=True, extra="ignore")

    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("newsbot"),
        description="Folder of the databases and indexes",
    )

    @field_validator("data")
    @classmethod
    def _below_home(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError(str(error)) from error

    @classmethod
    def load(cls) -> Self:
        """The settings in force. Raises `ConfigError` naming the first that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "_".join(map(str, first["loc"])).upper()
            raise ConfigError(f"NEWSBOT_{name}: {first['msg']}; see .env.example") from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f".env: can't be read ({error}); write it as UTF-8 text, see .env.example") from error
