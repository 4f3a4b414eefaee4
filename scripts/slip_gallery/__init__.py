"""Every slip as a picture, from records that never change."""
