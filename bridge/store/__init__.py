"""The bridge's database: SQLAlchemy Core on SQLite, and PostgreSQL a URL away."""
