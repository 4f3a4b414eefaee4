"""What people of the office do, whether on a page or by command: who may is checked here, and each deed is kept."""
