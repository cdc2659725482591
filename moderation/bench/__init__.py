"""What `manage.py bench` drives besides the code itself: whole sites in real processes."""
