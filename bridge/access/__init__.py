"""Who may do what at the office: roles, the person behind a command or a page, and how people sign in."""
